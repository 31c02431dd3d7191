// Animals, plants, weather, landscape, and the places people go to.
// Simplified: ELEPHANT and GIRAFFE show the one path; countries have their older signs.
import { readSigns } from "../notation";

export const animals = readSigns(`
  DOG          openB waist(2,0,6) contra-back/down-front tap(6,0,4)x2
  CAT          f cheek.indexTip contra/up-contra by(8,0,0) x2
  BIRD         g mouth.radial(5,-3,3) contra-down/contra-front >babyO x2
  DUCK         three mouth.radial(5,-3,3) contra-down/contra-front >u x2
  HORSE        three temple.thumbTip front/up >bentV x2
  COW          y temple.thumbTip contra-front/up twist(30)x1.5
  PIG          b underChin.radial(0,-1,1) down/contra >bentB x2
  MOUSE        one nose.indexTip(2,0,1) contra-back/up-contra by(-5,-1,0) x2
  RABBIT       u center.wrist(-3,6,0) back/up-contra >bentU x3 & u center(4,4,2) back/up-contra
  LION         curvedFive headTop(0,2,6) down/back-contra by(0,-4,-14) bow(0,4,0)
  BEAR         bentFive contraChest(2,6,6) back/contra-up by(3,-4,0) x2 & bentFive contraChest(2,3,2) back/contra-up
  MONKEY       bentFive stomach(9,6,-4) back-up/contra-up by(0,6,0) x2 & mirror
  ELEPHANT     curvedB nose.tips(0,0,2) down/contra-back by(0,-14,16) bow(0,-6,6) turn:down/front *1.2
  GIRAFFE      c neck.radial(0,2,3) contra-back/up-contra by(0,24,6)
  SNAKE        bentV chin(0,-3,6) down/front by(2,-5,16) circle:frontal(4)x1.5
  FROG         s underChin.knuckles(2,-1,1) down/contra >v x2
  BUTTERFLY    five center.thumbTip(0,5,0) back/up-contra wave(20)x2 & mirror
`);

export const outdoors = readSigns(`
  TREE         five otherTips(0,16,4) contra/up twist(32)x2 & openB center(0,-6,2) down/contra
  FLOWER       flatO nose.tips(4,-1,0) back/back-up by(-8,0,0) bow(0,0,3)
  GRASS        curvedFive chin.wrist(1,-2,3) up/back by(0,0,6) x2
  SUN          c eye.radial(6,4,2) contra-front/up-contra by(8,9,8)
  MOON         babyC eye.thumbTip(4,1,0) contra-front/up-contra by(6,12,8)
  STAR         one center.radial(2,18,2) front/up by(0,5,0) x2 & alternate
  RAIN         bentFive neutralHigh(2,8,0) down/front by(0,-13,0) x2 & mirror
  SNOW         five neutralHigh(2,8,0) down/front by(2,-18,0) wiggle(32) *1.1 & mirror
  WIND         openB neutralHigh(-2,2,0) contra/up-front by(11,0,0) x2 & openB neutralHigh(10,2,0) side/up-front follows
  CLOUD        curvedFive neutralHigh(-4,14,0) front-down/up-contra circle:frontal(5)x1 by(9,0,0) & mirror
  MOUNTAIN     openB neutral(0,-2,4) front-down/up-front by(-3,24,4) bow(4,0,0) *1.1 & mirror
  RIVER        w chin.indexTip contra/up to:neutral(-2,2,6) turn:down/front wiggle(30) *1.3
  OCEAN        openB neutral(0,-2,0) down/front by(-3,3,14) circle:sagittal(5)x1.5 *1.2 & mirror
  FIRE         five neutral(-1,-6,0) back/up by(0,9,0) wiggle(34) x2 & alternate
  ROCK         a otherBack.knuckles(0,1,0) down/contra-front tap(0,7,0)x2 & a center down/contra-front
`);

export const places = readSigns(`
  SCHOOL       openB otherPalm(0,1,0) down/contra-front tap(0,9,0)x2 & palmUp
  COLLEGE      openB otherPalm(0,1,0) down/contra-front by(3,15,2) bow(-5,0,0) & palmUp
  HOME         flatO mouth.tips(3,-1,1) back-down/contra-back by(5,3,-6) bow(4,0,4)
  HOUSE        openB center.tips(4,16,0) contra-down/up-contra by(13,-20,0) bow(4,6,0) turn:contra/front-up *1.1 & mirror
  STORE        flatO neutral down/down-front by(0,2,4) turn:=/front x2 & mirror
  LIBRARY      l neutralHigh front/up circle:frontal(6)x1.5
  HOSPITAL     u contraUpperArm.tips back/contra-back by(0,-9,2) bow(3,0,0)
  CHURCH       c otherBack.ulnar(0,2,0) contra/front tap(0,7,0)x2 & fist
  CITY         openB center.tips(3,10,0) contra/up-contra tap(6,0,0)x2 & mirror
  RESTAURANT   r chin.indexTip(-4,1,0) back/up-contra by(8,0,0) bow(0,0,5)
  BATHROOM     t neutralHigh front/up by(6,0,0) x2
  KITCHEN      k otherPalm(0,2,0) down/contra-front by(0,2,0) turn:up/= x2 & palmUp
  OFFICE       o center(11,0,4) contra/front turn:back/contra by(-7,0,-5) x2 & mirror
  HOTEL        u otherTips.ulnar(0,2,0) back/contra-up wave(20)x2 & index
  MUSEUM       m center(3,9,2) front/up by(11,0,0) x2 & mirror
  THEATER      a chest(7,4,2) contra/up-front circle:sagittal(6)x-1.5 & alternate
  BEACH        openB otherBack(2,1,2) down/contra-front by(-8,-1,0) bow(0,5,0) x2 *1.1 & palmDown
  GARDEN       g contraForearm.indexTip(0,8,0) down/contra-front by(7,0,-5) bow(0,4,0) x2 & forearm
  FARM         five chin.thumbTip(-6,-1,1) back-down/contra-up by(12,0,0) bow(0,-2,2)
  STREET       openB center(6,0,0) contra/front by(0,0,18) & mirror
  COUNTRY      openB contraForearm(3,-1,-3) back/contra circle:frontal(5)x2 & openB center(-4,8,2) back/contra-up
  AMERICA      four center(3,0,3) back/contra-front circle:horizontal(8)x1 & mirror
  CANADA       openA contraChest(4,4,1) back/contra-up tap(0,0,7)x2
  WORLD        w otherTop.ulnar(0,1,0) contra/front circle:sagittal(8)x1 *1.1 & w center contra/front
`);
