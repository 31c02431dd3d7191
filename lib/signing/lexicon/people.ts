// Pronouns, possessives, family and people.
// Simplified: pronouns look nowhere in particular; TEACHER and STUDENT end in a parting of the flat hand for the person marker.
import { readSigns } from "../notation";

export const people = readSigns(`
  IX-1         one chest.indexTip side-back/contra-back tap(3,0,8)x1 *0.7
  IX-2         one neutral down-contra/front by(0,0,7) *0.7
  IX-3         one neutral(4,2,2) down-contra/front-side by(6,0,5) *0.7
  IX-3-PL      one neutral(4,0,6) down/front-side by(14,0,-4) bow(0,0,4)
  WE           one shoulder.indexTip back/contra-up to:contraShoulder bow(0,0,13)
  MY           openB chest back/contra-up tap(2,0,9)x1 *0.7
  YOUR         openB neutral front/up by(0,0,8) *0.7
  POSS-3       openB neutral(4,2,2) front-side/up by(6,0,5) *0.7
  OUR          openB shoulder.radial contra/up-front to:contraShoulder.ulnar bow(0,0,13) turn:back/contra-up
  MOTHER       five chin.thumbTip contra/up-front tap(0,0,6)x2
  FATHER       five forehead.thumbTip contra/up-front tap(0,0,6)x2
  GRANDMOTHER  five chin.thumbTip contra/up-front by(2,-5,20) bow(0,8,0) *1.2
  GRANDFATHER  five forehead.thumbTip contra/up-front by(2,-5,20) bow(0,8,0) *1.2
  SISTER       l chin.thumbTip contra/up-front to:otherTop(0,3,0) turn:contra-down/front *1.2 & l center.radial down-contra/front-contra
  BROTHER      l forehead.thumbTip contra/up-front to:otherTop(0,3,0) turn:contra-down/front *1.2 & l center.radial down-contra/front-contra
  SON          openB forehead.tips down/contra-up to:otherWrist(0,3,0) turn:up/contra-front *1.2 & cradle
  DAUGHTER     openB chin.tips down/contra-up to:otherWrist(0,3,0) turn:up/contra-front *1.2 & cradle
  BABY         openB stomach(-5,6,10) up/contra-front by(9,0,0) x2 & openB stomach(-4,2,12) up/contra-front follows
  HUSBAND      c forehead.thumbTip contra/up-front to:otherPalm(0,3,0) bow(0,0,5) turn:down/contra-front *1.2 & clasp
  WIFE         c chin.thumbTip contra/up-front to:otherPalm(0,3,0) bow(0,0,5) turn:down/contra-front *1.2 & clasp
  UNCLE        u temple(7,0,4) front/up circle:frontal(3)x2
  AUNT         a cheek(7,0,4) front/up circle:frontal(3)x2
  COUSIN       c temple(7,-1,4) contra/up-front twist(26)x2
  NEPHEW       n temple(7,0,4) contra/front-up twist(28)x2
  NIECE        n cheek(7,-3,4) contra/front-up twist(28)x2
  FAMILY       f center(3,3,4) front/up-front by(0,0,8) bow(12,0,0) turn:back/up & mirror
  CLASS        c center(3,3,4) front/up-front by(0,0,8) bow(12,0,0) turn:back/up & mirror
  TEAM         t center(3,3,4) front/up-front by(0,0,8) bow(12,0,0) turn:back/up & mirror
  FRIEND       x otherTop.indexTip(0,2,0) down/contra-front tap(0,6,0)x2 & x center up/contra-front
  PEOPLE       k center(7,2,2) front/front-up circle:sagittal(6)x1.5 & alternate
  PERSON       openB neutral(-5,4,0) contra/front by(0,-13,0) *0.7 & mirror
  TEACHER      flatO temple.tips(4,0,6) down-contra/front-contra-up by(2,-30,14) bow(0,6,8) >openB turn:contra/front *1.3 & mirror
  STUDENT      curvedFive otherPalm.tips(0,2,0) down/contra-front by(14,-4,2) bow(0,22,2) >openB turn:contra/front *1.3 & palmUp
  DOCTOR       bentB otherWrist.tips(0,1,0) down/contra-front tap(0,7,0)x2 & palmUp
  NURSE        u otherWrist.indexTip(0,1,0) down-contra/contra-front tap(0,7,0)x2 & palmUp
  POLICE       c contraChest.radial(0,3,0) contra-back/contra-up tap(2,0,7)x2
  FIREFIGHTER  b forehead(0,2,1) front/up tap(0,2,7)x2
  KING         k contraShoulder back/contra-up to:waist(0,4,4) bow(0,0,5)
  QUEEN        n contraShoulder.tips back/contra-up to:waist(0,4,4) bow(0,0,5)
  BOSS         bentFive shoulder.tips back-down/contra-up tap(2,7,0)x2
  BOY          flatBentB forehead.tips(2,0,4) down/front-contra by(0,0,3) >flatO x2
  GIRL         a cheek.thumbTip contra/up-front by(-2,-4,3) x2
  MAN          five forehead.thumbTip contra/up-contra to:chest(0,0,2) bow(0,0,9) *1.1
  WOMAN        five chin.thumbTip contra/up-contra to:chest(0,0,2) bow(0,0,9) *1.1
  CHILD        bentB waist(10,4,14) down/front by(0,-5,0) x2
`);
