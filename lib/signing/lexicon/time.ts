// Time words, numbers, question words, negation, modals, conjunctions, courtesies.
// Simplified: numbers above twelve are digits in turn; WINTER shivers with W hands; weekdays circle once and a half.
import { readSigns } from "../notation";

export const timeWords = readSigns(`
  YESTERDAY    openA jaw.thumbTip contra-front/up-front by(5,6,-6) bow(1,1,3)
  TOMORROW     openA cheek.thumbTip contra/up-front by(2,0,17) bow(0,5,0) turn:=/front-up
  NOW          y neutral up/front by(0,-9,0) *0.8 & mirror
  TODAY        y neutral up/front by(0,-8,0) x2 & mirror
  MORNING      openB neutralLow(-4,0,2) up/front by(0,24,-6) bow(0,0,6) turn:back/up-front & openB center(0,-4,0) down/contra-front
  AFTERNOON    openB otherTop.palm(-2,12,12) down-front/front-up by(0,-7,3) turn:down/front x2 & openB center(0,-4,0) down/contra-front
  NOON         b otherBack.wrist(4,10,4) contra/up tap(0,5,0)x1 & openB center(4,-8,0) down/contra
  NIGHT        bentB otherBack.wrist(0,2,0) down/front-contra tap(0,6,0)x2 & openB center(0,-4,0) down/contra-front
  EVERY-DAY    a cheek.knuckles(2,-1,0) contra-back/up by(0,0,9) x2
  ALL-DAY      one neutralHigh(8,8,0) contra/up by(-20,-17,-2) bow(6,6,8) turn:down/contra *1.3 & forearm
  NEXT-WEEK    one otherPalm.indexTip(2,1,-6) down/front-contra by(0,4,24) bow(0,3,0) *1.2 & palmUp
  LAST-WEEK    one otherPalm.indexTip(2,1,-6) down/front-contra to:shoulder(6,8,2) bow(6,0,14) turn:back/up *1.2 & palmUp
  NEXT-YEAR    s otherTop.ulnar(0,5,0) contra/front by(0,8,18) bow(0,6,0) >one turn:=/front *1.2 & fistSide
  LAST-YEAR    s otherTop.ulnar(0,5,0) contra-back/front-contra by(3,3,-8) bow(0,6,0) >one turn:back/back-up *1.2 & fistSide
  MONDAY       m neutralHigh back/up circle:frontal(4)x1.5
  TUESDAY      t neutralHigh back/up circle:frontal(4)x1.5
  WEDNESDAY    w neutralHigh back/up circle:frontal(4)x1.5
  THURSDAY     u neutralHigh back/up circle:frontal(4)x1.5
  FRIDAY       f neutralHigh back/up circle:frontal(4)x1.5
  SATURDAY     s neutralHigh back/up circle:frontal(4)x1.5
  SUNDAY       openB neutralHigh(-2,8,0) front/up circle:frontal(5)x-1 by(0,-8,0) & mirror
  WEEKEND      one otherPalm.indexTip(4,1,-6) down/front-contra by(-2,-8,16) bow(0,6,0) >openB turn:contra/down-front *1.2 & palmUp
  SUMMER       one forehead.indexTip(-5,0,0) down/contra by(11,0,0) >x
  WINTER       w neutral(0,6,0) contra/front-up by(-4,0,0) x3 & mirror
  SPRING       flatO otherTop.tips(-2,-3,0) back/up by(0,11,2) >five x2 & c center contra-back/contra-front
  FALL         openB contraForearm.radial(-2,6,-2) down/contra-front by(5,-7,-4) turn:down/contra-down x2 & openB center(-6,4,-2) back/up-contra
  LATER        l otherPalm.thumbTip(0,0,1) front-contra/up by(0,-3,6) turn:=/front & palmSide
  SOON         f chin.indexTip(0,-1,0) back/contra-up tap(0,0,5)x2
  RECENTLY     x cheek.radial(3,-1,1) back/up-contra nod(22)x2
  ALWAYS       one neutral(0,6,0) up/front-up circle:horizontal(6)x2
  OFTEN        bentB otherPalm.tips(-1,1,-4) down-contra/contra by(1,0,8) bow(3,5,0) x2 & palmUp
  SOMETIMES    one otherPalm.indexTip down/contra-front by(5,9,0) bow(2,0,5) turn:back/up x2 *1.1 & palmUp
  TIME         x otherWrist.indexTip(0,5,0) down/contra-front tap(0,5,0)x2 & fist
  DAY          one neutralHigh(6,6,0) contra/up by(-18,-15,-2) bow(6,6,4) turn:down/contra & forearm
  WEEK         one otherPalm.indexTip(3,1,-6) down/front-contra by(-2,0,15) & palmUp
  MONTH        one otherTips.radial(0,-1,-2) back/contra-up by(0,-10,0) & one center contra-front/up
  YEAR         s otherTop.ulnar(0,4,6) contra/front-contra circle:sagittal(7)x1 & fistSide
  HOUR         one otherPalm.indexTip(0,0,1) front-contra/up circle:frontal(5)x1 & palmSide
  MINUTE       one otherPalm.radial(0,0,1) front-contra/up by(0,-1,4) turn:contra-down/front-up *0.9 & palmSide
`);

export const numberSigns = readSigns(`
  ONE          one neutralHigh back/up by(0,0,3) *0.7
  TWO          v neutralHigh back/up by(0,0,3) *0.7
  THREE        three neutralHigh back/up by(0,0,3) *0.7
  FOUR         four neutralHigh back/up by(0,0,3) *0.7
  FIVE         five neutralHigh back/up by(0,0,3) *0.7
  SIX          w neutralHigh front/up by(0,0,3) *0.7
  SEVEN        seven neutralHigh front/up by(0,0,3) *0.7
  EIGHT        eight neutralHigh front/up by(0,0,3) *0.7
  NINE         f neutralHigh front/up by(0,0,3) *0.7
  TEN          openA neutralHigh contra/up twist(24)x2 *0.8
  ELEVEN       s neutralHigh back/up >one x2 *0.8
  TWELVE       s neutralHigh back/up >u x2 *0.8
  TWENTY       l neutralHigh front/up >babyO x2 *0.8
  HUNDRED      c neutralHigh contra-front/up by(-6,0,-3) *0.8
  MANY         o neutral up/front by(3,4,6) >five x2 & mirror
  ALL          openB center(6,8,4) front/up-contra to:otherPalm(0,2,0) bow(8,4,8) turn:back/contra *1.2 & palmUp
  SOME         openB otherPalm.ulnar(-1,1,4) contra/front-contra by(2,0,-6) bow(0,2,0) & palmUp
  FIRST        one otherThumb.indexTip(0,1,0) contra/contra-front tap(4,0,-6)x1 *0.9 & openA center contra/up
  NEXT         openB center(6,2,-4) back/contra by(0,0,14) bow(0,7,0) *0.9 & palmBack
`);

export const questionWords = readSigns(`
  WHAT         curvedFive neutral up/front by(5,0,0) x2 & mirror
  WHERE        one neutralHigh front/up wave(26)x2
  WHO          l chin.thumbTip contra/up-front >bentL x2
  WHY          five temple.tips back/contra-up by(4,-12,16) >y turn:back/up-contra
  WHEN         one otherTips.indexTip(0,2,0) down/front-contra circle:horizontal(5)x1 & index
  WHICH        openA center(7,3,2) contra/front-up by(0,8,0) x2 & alternate
  HOW          bentB center(6,0,0) down-back/contra-down-front by(2,4,4) turn:up-back/front-up & mirror
  HOW-MANY     s neutral up/front by(1,11,0) >five & mirror
  HOW-OLD      o chin.tips(0,-2,1) back/up by(2,-9,9) >five turn:up-back/front-up *1.1
  WHAT-DO      g neutral(0,0,0) up/front >babyO x3 & mirror
`);

export const functionWords = readSigns(`
  NOT          openA chin.thumbTip(0,-2,-1) contra/up-front by(0,0,13) !shake
  NEVER        openB neutralHigh(-4,4,0) contra-front/up-contra by(8,-26,0) bow(-10,0,0) turn:=/front !shake *1.1
  NONE         o center(6,4,0) front/up-front by(8,0,4) !shake & mirror
  NOT-YET      openB waist(8,14,0) back/down by(0,0,-7) x2 !shake
  CANNOT       one otherTips.indexTip(0,3,2) down/contra-front by(0,-14,0) !shake & one center(0,2,0) down/contra-front
  DONT-WANT    curvedFive neutral up/front by(5,-6,8) turn:down/front >five !shake & mirror
  DONT-LIKE    openEight chest.middleTip back/contra-up by(5,-5,14) >five turn:down/front !shake
  DONT-KNOW    bentB temple.tips back/up-contra by(7,-6,11) turn:front/up >openB !shake
  NO           three neutralHigh front/up-front >n x2 !shake *0.9
  YES          s neutralHigh front/up-front nod(38)x2 !nod *0.9
  FINISH       five neutral back/up by(4,0,4) turn:front-down/= *0.8 & mirror
  WILL         openB cheek(5,2,-2) contra/up by(0,0,22) turn:=/front-up
  CAN          s neutral(0,6,0) down/front by(0,-12,0) !nod & mirror
  MUST         x neutral(0,8,0) front-down/front-up by(0,-13,2) turn:down/front-down
  MAYBE        openB neutral up/front by(0,7,0) x2 !tilt & alternate
  IF           f neutral(0,4,0) contra/front-up by(0,5,0) x2 !back & alternate
  BUT          one center(2,6,2) front/up-contra by(14,1,0) turn:front/up-side *0.8 & mirror
  AND          five center(-3,5,2) back/contra by(13,0,0) >flatO *0.8
  WITH         a center(9,0,0) contra/up-front by(-7,0,0) *0.8 & mirror
  FROM         x otherTop.radial(1,2,0) contra/up-front by(5,1,-8) *0.8 & index
  FOR          one forehead.indexTip(3,0,0) back/up-contra by(4,-2,12) turn:front/front-up *0.8
  SAME         one center(10,0,3) down/front by(-8,0,0) & mirror
  MORE         flatO center.tips(3,2,0) down-contra/contra-front tap(7,0,0)x2 & mirror
  AGAIN        bentB otherPalm.tips(0,1,0) down-contra/contra tap(14,3,0)x1 & palmUp
  PLEASE       openB chest back/contra circle:frontal(6)x1.5
  SORRY        a chest back/contra circle:frontal(6)x1.5
  THANK-YOU    openB chin.tips back/up-contra by(2,-8,18) turn:up-back/front-up
  HELLO        openB temple.radial(1,2,1) down-front/up-contra by(9,2,9) turn:front/up
  WELCOME      openB neutral(12,6,4) up/front-side by(-20,-9,-8) bow(0,-3,4) turn:up/contra
  EXCUSE       bentB otherPalm.tips(2,1,-3) down/contra by(-2,0,12) x2 & palmUp
`);
